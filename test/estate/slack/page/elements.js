/**
 * An element with text and elements inside. Nothing on this page is ever parsed as HTML, so what a message says can only
 * be shown.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ''));
  return made;
}

/** A link that opens beside the page; text where the address is not one to follow. */
export function link(url, ...label) {
  if (!/^(?:https?:|mailto:)/i.test(url)) return element('span', {}, ...label);
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...label);
}
