export default {
  lang: "zh-CN",
  title: "青禾文具",
  description: "一个小站",
  themeConfig: {
    nav: [{ text: "关于", link: "/guide/about" }],
    sidebar: [{ text: "指南", items: [{ text: "开始", link: "/guide/start" }, { text: "关于", link: "/guide/about" }] }],
    footer: { message: "用 VitePress 写成" },
  },
};
