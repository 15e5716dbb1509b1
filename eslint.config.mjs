import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Which folders a folder may import from (docs/architecture.md, "Direction of imports"). A folder may always import
 * itself; what is not listed is refused, so a new edge is a decision somebody wrote down here.
 */
const MAY_IMPORT = {
  domain: [],
  workflows: ['domain'],
  ml: ['domain'],
  config: ['domain', 'workflows'],
  temporal: ['domain', 'workflows', 'config'],
  activities: ['domain', 'workflows', 'ml', 'config', 'temporal'],
  api: ['domain', 'workflows', 'ml', 'config', 'temporal', 'activities'],
  bots: ['domain', 'workflows', 'config', 'temporal', 'activities'],
  workers: ['domain', 'workflows', 'ml', 'config', 'temporal', 'activities', 'api', 'bots'],
  doctor: ['domain', 'workflows', 'config', 'temporal', 'activities', 'bots'],
  sandbox: ['domain'],
  scripts: ['domain', 'workflows', 'ml', 'config', 'temporal', 'activities', 'workers', 'doctor', 'sandbox'],
  // A benchmark measures the parts; what drives the whole product does so from outside, over its ports.
  bench: ['domain', 'workflows', 'ml', 'config', 'temporal', 'activities', 'scripts'],
};
const FOLDERS = [...Object.keys(MAY_IMPORT), 'test'];

const zones = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) =>
  FOLDERS.filter((other) => other !== folder && !allowed.includes(other)).map((other) => ({
    target: `./${folder}/**/*`,
    from: `./${other}/**/*`,
    message: `${folder}/ must not import ${other}/ (docs/architecture.md, "Direction of imports")`,
  })),
);

const EXPORT_ALL = {
  selector: 'ExportAllDeclaration',
  message: 'Name what is exported: a border shows what it gives away.',
};

export default tseslint.config(
  {
    ignores: [
      ...['**/dist/**', '**/node_modules/**', '.data/**', '**/target/**', 'ml/kernel/assembly/**'],
      'packages/oncek-client/lib/schema.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      // Without these two the plugin reads no .ts file it comes by, and finds no cycle at all.
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-syntax': ['error', EXPORT_ALL],
    },
  },
  {
    // Cached workflows share these modules (temporal/bundle.ts): what one run keeps in them, another would see.
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        EXPORT_ALL,
        {
          selector:
            'Program > :matches(VariableDeclaration, ExportNamedDeclaration > VariableDeclaration)[kind!="const"]',
          message: 'Modules are shared by all runs: keep state in the run.',
        },
        {
          selector:
            'Program > VariableDeclaration NewExpression[callee.name=/^(Map|Set|WeakMap)$/][arguments.length=0]',
          message: 'Modules are shared by all runs: only a cache of pure results may stand here; then say so.',
        },
      ],
    },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'Buffer'],
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'domain/ imports only itself.' }] }],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'Buffer'],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.|@temporalio/(workflow|common)$)',
              message: 'workflows/ import only domain/ and @temporalio/workflow: the bundle is replayed.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', '**/__test__/**/*.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
          message: 'A forgotten .only switches the other tests off.',
        },
      ],
    },
  },
  {
    // Scripts of pages. `npm run types` knows the browser's names; text from outside is set as text only.
    files: ['sandbox/pages/static/**/*.js', 'api/console/static/**/*.js', 'pages/**/*.js'],
    rules: {
      'no-undef': 'off',
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe'].map((property) => ({
          property,
          message: 'Texts of people and bots become text nodes (pages/common/dom.js).',
        })),
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
