// What can be seen of the footer, as data. All boxes are [left, top, right, bottom] in the page.
const footer = document.querySelector("beian-footer");
const block = footer?.querySelector("div");
const box = (thing) => {
  const rect = thing.getBoundingClientRect();
  return [rect.left + scrollX, rect.top + scrollY, rect.right + scrollX, rect.bottom + scrollY].map(Math.round);
};
// The parts of the page that take room in it.
const takesRoom = (element) => {
  const { display, position } = getComputedStyle(element);
  return !element.contains(footer) && display !== "none" && position !== "fixed" && position !== "absolute";
};
const others = [...document.body.children].filter(takesRoom).map(box);
const text = (node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range;
};
// Whether a reader who scrolls there sees it: the page's topmost element at its middle and ends is the footer's own.
const seen = (rect) => [0.1, 0.5, 0.9].every((part) => {
  const hit = document.elementFromPoint(rect.left + rect.width * part, rect.top + rect.height / 2);
  return hit !== null && footer.contains(hit);
});
const shown = (node) => {
  const range = text(node);
  (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({ block: "center" });
  const rects = [...range.getClientRects()];
  return { text: range.toString(), lines: rects.length, seen: rects.length > 0 && rects.every(seen) };
};
const result = {
  view: [document.documentElement.clientWidth, document.documentElement.clientHeight],
  wide: document.documentElement.scrollWidth,
  others,
};
if (footer) {
  const line = [...block.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.includes("©"));
  Object.assign(result, {
    count: document.querySelectorAll("beian-footer").length,
    block: box(block),
    text: box(text(block)),
    copyright: shown(line),
    links: [...block.querySelectorAll("a")].map((a) => ({ ...shown(a), href: a.href, height: a.offsetHeight })),
    colours: [getComputedStyle(block).color, getComputedStyle(footer.parentElement).color],
    badge: [...block.querySelectorAll("img")].map((img) => [img.width, img.height, img.naturalWidth > 0]),
  });
}
scrollTo(0, 0);
return result;
