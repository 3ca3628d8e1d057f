export default function (config) {
  config.setInputDirectory("src");
  config.setIncludesDirectory("../_includes");
}
