{{- define "hello-service.name" -}}
{{- $release := .Release.Name -}}
{{- if not (contains .Chart.Name $release) }}{{ $release = printf "%s-%s" $release .Chart.Name }}{{ end -}}
{{- default $release .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "hello-service.serviceAccount" -}}
{{- $account := .Values.serviceAccount -}}
{{- $account.name | default (ternary (include "hello-service.name" .) "default" $account.create) -}}
{{- end }}

{{- define "hello-service.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* A Deployment's selector is immutable: these must never change. */}}
{{- define "hello-service.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* Of (dict "root" $), with optional "suffix", "labels" and "annotations" of this object. */}}
{{- define "hello-service.metadata" -}}
{{- $root := .root -}}
name: {{ include "hello-service.name" $root | trunc (sub 63 (len (default "" .suffix)) | int) | trimSuffix "-" }}{{ .suffix }}
labels:
  {{- include "hello-service.selector" $root | nindent 2 }}
  app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ $root.Release.Service }}
  helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version | replace "+" "_" }}
  {{- with merge (dict) (.labels | default dict) $root.Values.labels }}{{ toYaml . | nindent 2 }}{{ end }}
{{- with merge (dict) (.annotations | default dict) $root.Values.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "hello-service.config" -}}
{{- $values := .Values -}}
{{- $proxied := or $values.ingress.enabled $values.httpRoute.enabled $values.trustedProxies -}}
{{- $config := dict "MANAGEMENT_SERVER_PORT" "8081" "HTTP_CONNECTIONSPERADDRESS" "0" "SERVER_FORWARDHEADERSSTRATEGY" (empty $proxied | ternary "none" "native") -}}
{{- with $values.trustedProxies }}{{ $_ := set $config "SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES" . }}{{ end -}}
{{- with $values.tracing.endpoint }}{{ $_ := set $config "OTEL_EXPORTER_OTLP_ENDPOINT" . }}{{ end -}}
{{- merge (dict) $values.config $config | toYaml -}}
{{- end }}
