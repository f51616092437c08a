import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { marked } from 'marked';

mkdirSync('site', { recursive: true });
for (const file of readdirSync('pages')) {
  const html = marked.parse(readFileSync(`pages/${file}`, 'utf8'));
  writeFileSync(`site/${file.replace(/\.md$/, '.html')}`, `<!doctype html>\n${html}`);
}
