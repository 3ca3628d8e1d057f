import { createApp, h } from "vue";
import { createRouter, createWebHistory, RouterLink, RouterView } from "vue-router";

const page = (text) => ({ render: () => h("p", text) });
const routes = [
  { path: "/", component: page("纸、笔和本子，支持来样定制，全国发货。") },
  { path: "/about", component: () => import("./about.js") },
];
const link = (to, text, image) => h("a", { href: to, target: "_blank" }, image ? [image, text] : text);
const App = {
  render: () => [
    h("header", [h(RouterLink, { to: "/" }, () => "首页"), " ", h(RouterLink, { to: "/about" }, () => "关于")]),
    h("main", [h("h1", "青禾文具"), h(RouterView)]),
    h("footer", { style: "text-align:center" }, [
      h("p", "© 2019-2026 青禾文具（北京）有限公司"),
      h("p", [
        link("https://beian.miit.gov.cn/", "京ICP备19004817号-1"),
        " ",
        link(
          "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
          "京公网安备11010502046718号",
          h("img", { src: "/police.png", width: 20, height: 20, alt: "" }),
        ),
      ]),
    ]),
  ],
};
createApp(App).use(createRouter({ history: createWebHistory(), routes })).mount("#app");
