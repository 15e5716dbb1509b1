// Turns Vega-Lite specifications into PNG pictures, in a thread of its own: drawing takes some hundred milliseconds of
// processor time, which the event loop of bots and workflows cannot spare. Plain JavaScript, because Vega is an ES
// module with top-level await, which compiled CommonJS cannot load.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile } from 'vega-lite';

// Servers often have no fonts at all, and letters would be missing from the picture.
const fonts = path.join(path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => path.join(fonts, file));

// A specification holds its data; whatever names a file or an address is refused.
const loader = vega.loader();
loader.load = () => Promise.reject(new Error('charts load nothing from outside'));

async function svgOf(spec) {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', loader, logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Charts below each other, left edges in line. */
function stacked(svgs) {
  let top = 0;
  let width = 0;
  const parts = svgs.map((svg) => {
    const [w, h] = ['width', 'height'].map((name) =>
      Number(new RegExp(`^<svg[^>]* ${name}="([0-9.]+)"`).exec(svg)?.[1]),
    );
    const part = svg.replace('<svg', `<svg x="0" y="${top}"`);
    top += h;
    width = Math.max(width, w);
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}">${parts.join('')}</svg>`;
}

async function render({ specs, scale }) {
  const svgs = await Promise.all(specs.map(svgOf));
  const image = new Resvg(svgs.length === 1 ? svgs[0] : stacked(svgs), {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return image.render().asPng();
}

parentPort.on('message', ({ id, ...work }) => {
  render(work).then(
    (png) => parentPort.postMessage({ id, png }),
    (error) => parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
