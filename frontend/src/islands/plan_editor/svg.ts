/** SVG elements, made and set. */
const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number>;

export function make<K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes, parent?: Element): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  parent?.append(element);
  return element;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
