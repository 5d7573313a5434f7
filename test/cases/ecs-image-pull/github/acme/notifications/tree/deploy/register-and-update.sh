#!/bin/sh
set -eu
arn=$(aws ecs register-task-definition --cli-input-json "file://$1" --query taskDefinition.taskDefinitionArn --output text)
aws ecs update-service --cluster prod-platform --service notification-worker --task-definition "$arn"
