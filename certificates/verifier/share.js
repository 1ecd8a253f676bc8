// For the holder: a link that shows only what they tick of their own certificate.
import {element} from './element.js';
import {chosenOnly, namesIn} from './sd_jwt.js';

const ALWAYS = ['name', 'competency', 'scheme'];
const CHOICES = ['level', 'centre', 'assessed_on', 'certificate_id', 'results', 'birthdate'];

// Elements for the panel; none when there is nothing to leave out. `text` is the certificate's.
export function sharing(text, address, texts) {
  const inside = namesIn(text);
  const choices = CHOICES.filter(name => inside.has(name));
  if (choices.length === 0) {
    return [];
  }
  const boxes = choices.map(name => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.value = name;
    box.checked = name === 'results';
    return box;
  });
  const labels = boxes.map(box => {
    const label = element('label', '', box, ` ${texts.share_names[box.value]}`);
    label.className = 'tick';
    return label;
  });
  const link = () => {
    const wanted = boxes.filter(box => box.checked).map(box => box.value);
    return `${address}#${chosenOnly(text, [...ALWAYS, ...wanted])}`;
  };
  const told = element('p', '');
  told.setAttribute('role', 'status');
  const button = element('button', texts.share_button);
  button.type = 'button';
  button.addEventListener('click', async () => {
    told.textContent = await handOver(link(), texts);
  });
  const row = element('p', '', button);
  row.className = 'actions';
  return [element('p', texts.share_how), ...labels, row, told];
}

// The phone's own way of sharing, else the clipboard, else the link itself.
async function handOver(link, texts) {
  try {
    if (navigator.share) {
      await navigator.share({url: link});
      return '';
    }
    await navigator.clipboard.writeText(link);
    return texts.share_copied;
  } catch (error) {
    return error.name === 'AbortError' ? '' : link;
  }
}
