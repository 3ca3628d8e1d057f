import { h } from "vue";

export default { render: () => h("p", "青禾文具，2019 年开张。") };
