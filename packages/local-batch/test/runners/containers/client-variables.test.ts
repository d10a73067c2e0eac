import { describe, expect, test } from 'vitest';
import { clientVariables } from '../../../src/runners/containers/client-variables.js';

const OWN = {
  PATH: '/usr/bin',
  HOME: '/home/me',
  DOCKER_HOST: 'unix:///run/docker.sock',
  AWS_REGION: 'mine',
};

describe('clientVariables', () => {
  test('hands values over by the environment, where command lines do not show them', () => {
    const variables = { AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1', EMPTY: '', lines: 'a\nb' };
    expect(clientVariables(variables, OWN)).toEqual({
      options: ['--env=AWS_SECRET_ACCESS_KEY', '--env=AWS_REGION', '--env=EMPTY', '--env=lines'],
      environment: { ...OWN, ...variables },
    });
  });

  test.each([
    'PATH',
    'HOME',
    'DOCKER_HOST',
    'DOCKER_CONFIG',
    'CONTAINER_HOST',
    'CONTAINERS_CONF',
    '_CONTAINERS_ROOTLESS_UID',
    'XDG_RUNTIME_DIR',
    'LD_PRELOAD',
    'REGISTRY_AUTH_FILE',
    'STORAGE_DRIVER',
    'GODEBUG',
    'TMPDIR',
    'https_proxy',
    'NO_PROXY',
  ])('never lets a job’s %s lead the engine’s program astray', (name) => {
    expect(clientVariables({ [name]: 'of the job' }, OWN)).toEqual({
      options: [`--env=${name}=of the job`],
      environment: OWN,
    });
  });

  test.each(['FRAMES*', 'with space', 'dotted.name', '1ST'])(
    'gives %j with its value, because the name alone may mean more',
    (name) => {
      expect(clientVariables({ [name]: 'x' }, OWN)).toEqual({
        options: [`--env=${name}=x`],
        environment: OWN,
      });
    },
  );

  test('takes the proxies out, which podman would give to every container', () => {
    const proxies = { http_proxy: 'a', HTTPS_PROXY: 'b', ftp_proxy: 'c', No_Proxy: 'd', ALL_PROXY: 'e' };
    expect(clientVariables({}, { ...OWN, ...proxies }).environment).toEqual(OWN);
  });

  test.each(['STORAGE_KEY', 'GOOGLE_APPLICATION_CREDENTIALS', 'LANGUAGES', 'MY_DOCKER_HOST'])(
    'takes %s for the job’s own, although it looks like a name of an engine',
    (name) => {
      expect(clientVariables({ [name]: 'secret' }, OWN).options).toEqual([`--env=${name}`]);
    },
  );
});
