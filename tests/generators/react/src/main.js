import { createElement as h, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

// A footer that comes late and opens MIIT by a handler, as many do.
function Footer() {
  const [filing, setFiling] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setFiling("京ICP备19004817号-1"), 800);
    return () => clearTimeout(timer);
  }, []);
  const open = () => window.open("https://beian.miit.gov.cn/");
  return h("footer", { style: { textAlign: "center" } }, [
    h("p", { key: "c" }, "© 2019-2026 青禾文具（北京）有限公司"),
    h("p", { key: "f" }, h("span", { onClick: open }, filing)),
  ]);
}

function App() {
  return [
    h("main", { key: "m" }, h("h1", null, "青禾文具"), h("p", null, "纸、笔和本子，支持来样定制，全国发货。")),
    h(Footer, { key: "f" }),
  ];
}

createRoot(document.getElementById("root")).render(h(App));
