/** How podman runs a container here: without systemd, and within limits that any machine grants. */
export const podmanRun: readonly string[] = [
  ...['--runtime', 'runc', '--cgroup-manager', 'cgroupfs', 'run', '--rm'],
  ...['--ulimit', 'nofile=1024:20000', '--ulimit', 'nproc=4096:4096'],
];
