import { link, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { create } from 'tar';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openScene } from '../../src/renderers/open-scene.js';
import { startS3Server } from '../storage/s3-server.js';
import { fileEntry, linkEntry, writeTar } from './write-tar.js';
import { writeZip, type ZipEntry } from './write-zip.js';

describe('openScene', () => {
  let root: string;
  let folder: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'scene-test-'));
    folder = join(root, 'opened');
    await mkdir(join(root, 'shot/textures'), { recursive: true });
    await writeFile(join(root, 'shot/shot.blend'), 'scene');
    await writeFile(join(root, 'shot/textures/wood.png'), 'wood');
    return () => rm(root, { recursive: true, force: true });
  });

  const open = (path: string, sceneFile?: string) =>
    openScene({ sceneUri: pathToFileURL(join(root, path)).href, sceneFile, folder, signal });

  test('takes a file and a folder where they are', async () => {
    expect((await open('shot/shot.blend')).path).toBe(join(root, 'shot/shot.blend'));
    expect((await open('shot', 'shot.blend')).path).toBe(join(root, 'shot/shot.blend'));
  });

  test.each(['shot.tar', 'shot.tar.gz', 'shot.zip'])('unpacks %s', async (name) => {
    await pack(name, 'shot');
    const { path: scene } = await open(name, 'shot.blend');
    expect(await readFile(scene, 'utf8')).toBe('scene');
    expect(await readFile(join(scene, '../textures/wood.png'), 'utf8')).toBe('wood');
  });

  test('fetches an object, and all below a prefix, from S3', async () => {
    const s3 = await startS3Server(['scenes']);
    onTestFinished(() => s3.close());
    for (const [name, value] of Object.entries(s3.variables)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    s3.objects.set('scenes/film/shot.blend', Buffer.from('scene'));
    s3.objects.set('scenes/film/textures/wood.png', Buffer.from('wood'));
    const one = await openScene({
      sceneUri: 's3://scenes/film/shot.blend',
      sceneFile: undefined,
      folder,
      signal,
    });
    expect(await readFile(one.path, 'utf8')).toBe('scene');
    const all = await openScene({
      sceneUri: 's3://scenes/film/',
      sceneFile: 'textures/wood.png',
      folder,
      signal,
    });
    expect(await readFile(all.path, 'utf8')).toBe('wood');
    s3.objects.set('scenes/film/textures/wood.png', Buffer.from('oak'));
    const changed = await openScene({ sceneUri: 's3://scenes/film/', sceneFile: undefined, folder, signal });
    expect(changed.version).not.toBe(all.version);
    const empty = openScene({ sceneUri: 's3://scenes/nothing/', sceneFile: undefined, folder, signal });
    await expect(empty).rejects.toMatchObject({ exitCode: 65, message: /nothing\/' leads to nothing/ });
    const none = openScene({
      sceneUri: 's3://scenes/film/other.blend',
      sceneFile: undefined,
      folder,
      signal,
    });
    await expect(none).rejects.toMatchObject({ exitCode: 65, message: /other\.blend' leads to nothing/ });
  });

  test('ends with its signal while it fetches', async () => {
    const s3 = await startS3Server(['scenes']);
    onTestFinished(() => s3.close());
    for (const [name, value] of Object.entries(s3.variables)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    s3.objects.set('scenes/film/shot.blend', Buffer.alloc(64 * 2 ** 20));
    const stop = new AbortController();
    s3.fault = () => {
      setImmediate(() => stop.abort());
      return undefined;
    };
    const scene = { sceneUri: 's3://scenes/film/shot.blend', sceneFile: undefined, folder };
    await expect(openScene({ ...scene, signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    ['nowhere.blend', undefined, 65, /nowhere\.blend' leads to nothing/],
    ['shot', 'other.blend', 65, /has no SCENE_FILE='other\.blend'/],
    ['shot.tar.bz2', 'shot.blend', 64, /is in an archive that cannot be unpacked, .*; make it a \.zip or/],
    ['shot', '../secret', 64, /leads out of the scene's folder/],
    ['shot', '/etc/passwd', 64, /leads out of the scene's folder/],
  ])('refuses %s with SCENE_FILE %s', async (path, sceneFile, exitCode, message) => {
    await expect(open(path, sceneFile)).rejects.toMatchObject({ exitCode, message });
  });

  test('refuses links that lead out of an archive, in tar and in zip', async () => {
    await symlink('/etc', join(root, 'shot/etc'));
    for (const name of ['shot.tar', 'shot.zip']) {
      await pack(name, 'shot', [{ name: 'etc', content: '/etc', isLink: true }]);
      await expect(open(name)).rejects.toMatchObject({
        exitCode: 65,
        message: /entry 'e?.*etc', which leads out/,
      });
    }
  });

  test('unpacks links that stay in the archive, to other links and to what comes later too', async () => {
    await mkdir(join(root, 'shot/tex/v2'), { recursive: true });
    await writeFile(join(root, 'shot/tex/v2/real.png'), 'oak');
    await mkdir(join(root, 'shot/a'));
    await symlink('../tex/real.png', join(root, 'shot/a/wood.png'));
    await symlink('v2/real.png', join(root, 'shot/tex/real.png'));
    await symlink('v2', join(root, 'shot/tex/latest'));
    await symlink('tex/latest/../latest/real.png', join(root, 'shot/newest.png'));
    await link(join(root, 'shot/newest.png'), join(root, 'shot/same.png'));
    await link(join(root, 'shot/shot.blend'), join(root, 'shot/copy.blend'));
    await symlink('nowhere.png', join(root, 'shot/dangling.png'));
    await pack('shot.tar.gz', 'shot');
    const { path: scene } = await open('shot.tar.gz');
    for (const name of ['a/wood.png', 'tex/latest/real.png', 'newest.png', 'same.png'])
      expect(await readFile(join(scene, name), 'utf8')).toBe('oak');
    expect(await readFile(join(scene, 'copy.blend'), 'utf8')).toBe('scene');
    expect(await readlink(join(scene, 'a/wood.png'))).toBe('../tex/real.png');
    expect(await readlink(join(scene, 'dangling.png'))).toBe('nowhere.png');
  });

  test.each([
    ['shot/up', [linkEntry('shot/up', '../../secret')]],
    ['home', [linkEntry('home', '..')]],
    ['root', [linkEntry('root', '/etc')]],
    // Each of them looks harmless.
    ['out', [linkEntry('a/b/c/top', '../../..'), linkEntry('out', 'a/b/c/top/../secret')]],
    ['out', [linkEntry('out', 'a/b/c/top/../secret'), linkEntry('a/b/c/top', '../../..')]],
    ['loop', [linkEntry('loop', 'loop/on')]],
    ['hard', [linkEntry('hard', '../secret', 'Link')]],
    ['in', [linkEntry('in', 'textures'), fileEntry('in/mine', 'mine')]],
    ['in', [fileEntry('in/mine', 'mine'), linkEntry('in', 'textures')]],
    ['in/mine', [linkEntry('in', 'textures'), linkEntry('in/mine', '.')]],
  ])('refuses %s, which leads out or is written through a link: %#', async (name, entries) => {
    await writeFile(join(root, 'secret'), 'mine');
    await writeTar(join(root, 'shot.tar'), entries);
    await expect(open('shot.tar')).rejects.toMatchObject({
      exitCode: 65,
      message: expect.stringContaining(`shot.tar has the entry '${name}', which leads out`),
    });
    const links = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isSymbolicLink(),
    );
    expect(links).toEqual([]);
  });

  test('refuses entries above the folder, in tar and in zip, and writes nothing there', async () => {
    await writeFile(join(root, 'secret'), 'mine');
    await create({ file: join(root, 'up.tar'), cwd: join(root, 'shot'), preservePaths: true }, ['../secret']);
    await writeFile(join(root, 'up.zip'), writeZip([{ name: '../secret', content: 'yours' }]));
    for (const name of ['up.tar', 'up.zip']) {
      await expect(open(name)).rejects.toMatchObject({ exitCode: 65, message: /\.\.\/secret/ });
    }
    expect(await readFile(join(root, 'secret'), 'utf8')).toBe('mine');
  });

  test('says that an archive is damaged', async () => {
    await writeTar(join(root, 'half.tar'), [linkEntry('hard', 'nowhere', 'Link')]);
    for (const name of ['bad.zip', 'bad.tar.gz', 'half.tar']) {
      if (name.startsWith('bad')) await writeFile(join(root, name), 'no archive');
      await expect(open(name)).rejects.toMatchObject({ exitCode: 65, message: /cannot be unpacked/ });
    }
  });

  async function pack(name: string, source: string, links: readonly ZipEntry[] = []): Promise<void> {
    if (name.endsWith('.zip')) {
      const files = ['shot.blend', 'textures/wood.png'].map(async (file) => ({
        name: file,
        content: await readFile(join(root, source, file), 'utf8'),
      }));
      await writeFile(join(root, name), writeZip([...(await Promise.all(files)), ...links]));
      return;
    }
    await create({ file: join(root, name), cwd: join(root, source), gzip: name.endsWith('gz') }, ['.']);
  }
});
