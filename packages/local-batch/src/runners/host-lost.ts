/** The status reason of a task whose host is lost, as on EC2; retry rules such as `Host EC2*` find it. */
export const HOST_LOST = 'Host EC2 (instance i-local) terminated.';
