export default {
  title: "青禾文具",
  url: "https://www.example.cn",
  baseUrl: "/",
  i18n: { defaultLocale: "zh-Hans", locales: ["zh-Hans"] },
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
  themeConfig: {
    navbar: { title: "青禾文具", items: [{ to: "/about", label: "关于" }] },
    footer: { style: "dark", copyright: "用 Docusaurus 写成" },
  },
};
