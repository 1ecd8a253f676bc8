// What a certificate stands for, in plain words: what was shown, how it was judged, who answers for it.
import {element} from './element.js';

// Elements for the page; none when neither the scheme's sheet nor results are known.
export function meaningOf(verdict, texts, language) {
  const {sheet, results = []} = verdict;
  const parts = [];
  if (results.length > 0) {
    parts.push(element('h2', texts.results), resultTable(results));
  }
  if (sheet !== undefined) {
    parts.push(element('h2', texts.shown), bullets(sheet.units.map(unit => unit[language])));
    for (const test of sheet.tests) {
      parts.push(element('h2', `${texts.tested}: ${test.title[language]}`));
      parts.push(bullets(test.criteria.map(({title, critical}) =>
        critical ? `${title[language]} (${texts.critical})` : title[language])));
    }
  }
  if (parts.length > 0) {
    parts.push(element('h2', texts.judged), element('p', texts.how_judged));
    parts.push(element('h2', texts.answers), element('p', answerable(verdict, sheet, texts)));
  }
  return parts;
}

function answerable({organisationName, centreName}, sheet, texts) {
  const said = [texts.body.replace('{organisation}', organisationName)];
  if (centreName) {
    said.push(texts.at_centre.replace('{centre}', centreName));
  }
  if (sheet?.isco_08) {
    said.push(texts.occupation.replace('{code}', sheet.isco_08));
  }
  return said.join(' ');
}

function bullets(lines) {
  return element('ul', '', ...lines.map(line => element('li', line)));
}

function resultTable(results) {
  const rows = results.map(({label, value, rating}) => {
    const head = element('th', label);
    head.scope = 'row';
    return element('tr', '', head, element('td', value ?? ''), element('td', rating));
  });
  return element('table', '', element('tbody', '', ...rows));
}
