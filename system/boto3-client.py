"""Drives the endpoint in AWS_ENDPOINT_URL with boto3 as a user would, and prints what came back as JSON."""
import json
import time

import boto3

batch = boto3.client("batch")
logs = boto3.client("logs")


def until(job_id, *statuses):
    for _ in range(200):
        job = batch.describe_jobs(jobs=[job_id])["jobs"][0]
        if job["status"] in statuses:
            return job
        time.sleep(0.05)
    raise TimeoutError(job_id + " is " + job["status"])


def submit(name, script, **more):
    overrides = {"command": [script]}
    answer = batch.submit_job(
        jobName=name, jobQueue="local", jobDefinition="shell", containerOverrides=overrides, **more
    )
    return answer["jobId"]


def listed():
    """Pages of one job each, led through by boto3's own paginator."""
    filters = [{"name": "JOB_NAME", "values": ["boto3-*"]}]
    pages = batch.get_paginator("list_jobs").paginate(
        jobQueue="local", filters=filters, PaginationConfig={"PageSize": 1}
    )
    return sorted(job["jobName"] for page in pages for job in page["jobSummaryList"])


def refusal():
    try:
        submit("boto3-refused", "exit 0", arrayProperties={"size": 1})
    except batch.exceptions.ClientException as error:
        return error.response["Error"]["Code"]


def tags(arn):
    batch.tag_resource(resourceArn=arn, tags={"b": "two", "c": "three"})
    batch.untag_resource(resourceArn=arn, tagKeys=["a", "c"])
    return batch.list_tags_for_resource(resourceArn=arn)["tags"]


def messages(job):
    stream = job["container"]["logStreamName"]
    events = logs.get_log_events(logGroupName="/aws/batch/job", logStreamName=stream, startFromHead=True)
    return [event["message"] for event in events["events"]]


done = until(submit("boto3-done", "echo one; echo two", tags={"a": "one"}), "SUCCEEDED", "FAILED")
endless = submit("boto3-endless", "exec sleep 60")
until(endless, "RUNNING")
batch.terminate_job(jobId=endless, reason="enough")
stopped = until(endless, "FAILED")
print(
    json.dumps(
        {
            "done": [done["status"], done["container"]["exitCode"]],
            "stopped": [stopped["status"], stopped["statusReason"]],
            "listed": listed(),
            "refusal": refusal(),
            "tags": tags(done["jobArn"]),
            "messages": messages(done),
        }
    )
)
