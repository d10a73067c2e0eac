/** What `--help` says. */
export const USAGE = `Usage: local-batch [options]

Runs AWS Batch's own HTTP API, and the part of CloudWatch Logs that reads, on this machine; jobs are processes,
or containers where you say so. Prints the variables by which SDKs and the AWS CLI find it, until Ctrl-C or SIGTERM stops
it and every job.

  --image NAME=COMMAND     run jobs of this image by COMMAND, their own command behind it; an empty COMMAND runs just
                           that one. COMMAND is split into words with quotes as in a shell, but without a shell, or is
                           a JSON array of strings. Repeatable
  --containers             run every image that is not mapped by --image as a container, with podman or docker
  --container IMAGE        run only this image as a container. Repeatable
  --container-engine PROGRAM
                           run containers with PROGRAM, split like an image's command: 'podman --runtime runc'; podman
                           where it works, else docker
  --container-options='OPTIONS'
                           more options for PROGRAM's create, split likewise: '--volume=/scenes:/scenes:ro'
  --env NAME=VALUE         give every job this variable. Repeatable
  --slots N                vCPUs of the compute environment "local"; as many as this machine has
  --memory MIB             memory of "local" that jobs may ask for in all; no limit
  --stop-grace SECONDS     from SIGTERM to SIGKILL; 30
  --minimum-timeout SECONDS
                           the shortest attempt timeout that is accepted, at least 1; 60, as on AWS
  --keep-finished SECONDS  for how long a job that has ended is known; 604800, seven days
  --keep-finished-jobs N   how many of them are known at most; 1000000
  --log-folder FOLDER      where jobs' output goes; beside --state FILE, FILE.logs, else a fresh temporary folder
  --state FILE             keep jobs and resources there, so that they survive a restart
  --port PORT              any free one
  --access-key ID          what requests are signed with; random, anew at every start
  --secret-key SECRET
  --credentials-from-env   take them from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
  --exec COMMAND           run COMMAND, split like an image's, with the variables set, and end with its exit code
  --json                   print one line of JSON instead of exports
  --quiet                  print nothing else
  --verbose                tell every change of a job's state, as on a terminal
  --dangerously-listen-on ADDRESS
                           listen there instead of on 127.0.0.1: whoever reaches the port with the credentials runs
                           commands on this machine
  --help, --version
`;
