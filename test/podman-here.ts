/** How podman has to be called here: without systemd, and within limits that any machine grants. */
export const podmanHere = {
  /** The program, and its options before any command. */
  engine: ['podman', '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'],
  /** Options of `run` and `create`. */
  limits: ['--ulimit=nofile=1024:20000', '--ulimit=nproc=4096:4096'],
} as const;
