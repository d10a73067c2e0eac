import { expect, test } from 'vitest';
import { cutBetweenSecrets, findSecrets, hideSecretsInJson } from '../src/hide-secrets.js';

const secrets = findSecrets({
  API_TOKEN: 'opensesame',
  DB_PASSWORD: 'opensesame-and-more',
  USER_NAME: 'aladdin1',
});

test('finds the secrets among variables, the longest first', () => {
  expect(secrets).toEqual(['opensesame-and-more', 'opensesame']);
  expect(hideSecretsInJson('{"a":"opensesame-and-more, aladdin1"}', secrets)).toBe('{"a":"***, aladdin1"}');
});

test('leaves no part of a secret, wherever the cut is', () => {
  for (const secret of secrets) {
    for (const text of [`${'.'.repeat(40)}${secret}${'.'.repeat(40)}`, secret.repeat(9)]) {
      for (let length = 0; length <= text.length; length += 1) {
        const cut = cutBetweenSecrets(text, length, secrets);
        expect(cut).toMatch(/^[.*]*$/);
        expect(cut.length).toBeLessThanOrEqual(length);
      }
    }
  }
});

test('cuts what has no secrets where it is asked to', () => {
  expect(cutBetweenSecrets('abcdef', 4, [])).toBe('abcd');
  expect(cutBetweenSecrets('abcd', 4, [])).toBe('abcd');
  expect(cutBetweenSecrets('abcd', 4, secrets)).toBe('abcd');
});
