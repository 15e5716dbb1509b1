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

async function render({ spec, scale }) {
  const runtime = vega.parse(compile(spec).spec);
  const view = new vega.View(runtime, { renderer: 'none', loader, logLevel: vega.Error });
  try {
    const svg = await view.toSVG();
    const image = new Resvg(svg, {
      background: '#ffffff',
      fitTo: { mode: 'zoom', value: scale },
      font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
    });
    return image.render().asPng();
  } finally {
    view.finalize();
  }
}

parentPort.on('message', ({ id, ...work }) => {
  render(work).then(
    (png) => parentPort.postMessage({ id, png }),
    (error) => parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
