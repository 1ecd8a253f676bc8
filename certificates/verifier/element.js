// One element of the page with its text and what stands in it; never markup from a text.
export function element(name, text, ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}
