import { launchChromium } from '../support/chromium';
import { findChromium } from '../support/tools';

(findChromium() ? describe : describe.skip)('headless Chromium for tests [needs chromium]', () => {
  test('renders a page and runs its script', async () => {
    const { page, close } = await launchChromium();
    try {
      await page.setContent('<h1></h1><script>document.querySelector("h1").textContent = "oncek" + 1</script>');
      expect(await page.textContent('h1')).toBe('oncek1');
    } finally {
      await close();
    }
  });
});
