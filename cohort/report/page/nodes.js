/* What is drawn is described first, and then shown: only what differs from what stands there already is changed, as most of
 * a chart or a table stays as it is while a slider moves. Text is always text: a title can never become markup. */
const Nodes = (() => {
  const SVG = "http://www.w3.org/2000/svg", HTML = "http://www.w3.org/1999/xhtml";
  const described = new WeakMap(); // place: what was shown there last

  /* A description: children are descriptions or words. */
  function node(tag, attributes = {}, ...children) {
    return { tag, attributes, children, append(...more) { children.push(...more); } };
  }
  function create(one, space = SVG) {
    if (typeof one === "string") return document.createTextNode(one);
    const made = document.createElementNS(space, one.tag);
    for (const [name, value] of Object.entries(one.attributes)) made.setAttribute(name, value);
    for (const child of one.children) made.appendChild(create(child, space));
    return made;
  }
  function change(there, before, now, space) {
    if (typeof before === "string" || typeof now === "string" || before.tag !== now.tag) {
      if (typeof before !== "string" || typeof now !== "string") there.replaceWith(create(now, space));
      else if (before !== now) there.data = now;
      return;
    }
    for (const name in before.attributes) if (!(name in now.attributes)) there.removeAttribute(name);
    for (const name in now.attributes) if (before.attributes[name] !== now.attributes[name]) there.setAttribute(name, now.attributes[name]);
    changeChildren(there, before.children, now.children, space);
  }
  function changeChildren(parent, before, now, space) {
    const both = Math.min(before.length, now.length);
    let child = parent.firstChild;
    for (let i = 0; i < both; i++) {
      const next = child.nextSibling;
      change(child, before[i], now[i], space);
      child = next;
    }
    while (child) {
      const next = child.nextSibling;
      child.remove();
      child = next;
    }
    for (let i = both; i < now.length; i++) parent.appendChild(create(now[i], space));
  }
  /* Make the children of a place what is described. */
  function show(place, children, space = SVG) {
    changeChildren(place, described.get(place) || [], children, space);
    described.set(place, children);
  }
  const shown = (place) => (described.get(place) || [])[0];

  return { SVG, HTML, node, create, show, shown };
})();
const put = (place, words) => { if (place.textContent !== words) place.textContent = words; };
const putAttribute = (place, name, value) => { if (place.getAttribute(name) !== value) place.setAttribute(name, value); };
