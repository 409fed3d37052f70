-- The tables of Activepieces 0.71.2 in which the stand-in keeps the same things, by the same names.

CREATE TABLE user_identity (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  email character varying NOT NULL,
  password character varying NOT NULL,
  "trackEvents" boolean,
  "newsLetter" boolean,
  verified boolean DEFAULT false NOT NULL,
  "firstName" character varying NOT NULL,
  "lastName" character varying NOT NULL,
  "tokenVersion" character varying,
  provider character varying NOT NULL
);
CREATE UNIQUE INDEX idx_user_identity_email ON user_identity (email);

CREATE TABLE "user" (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  status character varying NOT NULL,
  "externalId" character varying,
  "platformId" character varying,
  "platformRole" character varying NOT NULL,
  "identityId" character varying NOT NULL REFERENCES user_identity (id)
);
CREATE UNIQUE INDEX idx_user_platform_id_email ON "user" ("platformId", "identityId");

CREATE TABLE platform (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "ownerId" character varying(21) NOT NULL REFERENCES "user" (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  name character varying NOT NULL,
  "primaryColor" character varying NOT NULL,
  "logoIconUrl" character varying NOT NULL,
  "fullLogoUrl" character varying NOT NULL,
  "favIconUrl" character varying NOT NULL,
  "cloudAuthEnabled" boolean DEFAULT true NOT NULL,
  "filteredPieceNames" character varying[] NOT NULL,
  "filteredPieceBehavior" character varying NOT NULL,
  "allowedAuthDomains" character varying[] NOT NULL,
  "enforceAllowedAuthDomains" boolean NOT NULL,
  "emailAuthEnabled" boolean NOT NULL,
  "federatedAuthProviders" jsonb NOT NULL,
  smtp jsonb,
  "pinnedPieces" character varying[] NOT NULL
);

CREATE TABLE project (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "ownerId" character varying(21) NOT NULL REFERENCES "user" (id),
  "displayName" character varying NOT NULL,
  "platformId" character varying(21) NOT NULL REFERENCES platform (id),
  "externalId" character varying,
  deleted timestamp with time zone,
  "releasesEnabled" boolean DEFAULT false NOT NULL,
  metadata jsonb,
  "maxConcurrentJobs" integer
);

CREATE TABLE file (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "projectId" character varying(21) REFERENCES project (id) ON DELETE CASCADE,
  data bytea,
  type character varying DEFAULT 'UNKNOWN' NOT NULL,
  compression character varying DEFAULT 'NONE' NOT NULL,
  "platformId" character varying(21),
  location character varying NOT NULL,
  "fileName" character varying,
  size integer,
  metadata jsonb,
  "s3Key" character varying
);
CREATE INDEX idx_file_project_id ON file ("projectId");
CREATE INDEX idx_file_type_created_desc ON file (type, created);

CREATE TABLE flow (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "projectId" character varying(21) NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  "folderId" character varying(21),
  status character varying DEFAULT 'DISABLED' NOT NULL,
  "publishedVersionId" character varying(21),
  "externalId" character varying NOT NULL,
  metadata jsonb
);
CREATE INDEX idx_flow_project_id ON flow ("projectId");

CREATE TABLE flow_version (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "flowId" character varying(21) NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  "displayName" character varying NOT NULL,
  trigger jsonb,
  valid boolean NOT NULL,
  state character varying NOT NULL,
  "updatedBy" character varying,
  "schemaVersion" character varying,
  "connectionIds" character varying[] NOT NULL,
  "agentIds" character varying[] NOT NULL,
  "backupFiles" jsonb
);
CREATE INDEX idx_flow_version_flow_id_created_desc ON flow_version ("flowId", created DESC);
ALTER TABLE flow ADD CONSTRAINT fk_flow_published_version
  FOREIGN KEY ("publishedVersionId") REFERENCES flow_version (id) ON DELETE RESTRICT;

CREATE TABLE flow_run (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "projectId" character varying(21) NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  "flowId" character varying(21) NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  "flowVersionId" character varying(21) NOT NULL REFERENCES flow_version (id) ON DELETE CASCADE,
  environment character varying,
  "logsFileId" character varying(21) REFERENCES file (id) ON DELETE SET NULL,
  status character varying NOT NULL,
  "startTime" timestamp with time zone NOT NULL,
  "finishTime" timestamp with time zone,
  "pauseMetadata" jsonb,
  tags character varying[],
  duration integer,
  "failedStepName" character varying,
  "parentRunId" character varying(21) REFERENCES flow_run (id) ON DELETE SET NULL,
  "failParentOnFailure" boolean DEFAULT true NOT NULL,
  "stepNameToTest" character varying
);
CREATE INDEX idx_run_flow_id ON flow_run ("flowId");
CREATE INDEX idx_run_flow_version_id ON flow_run ("flowVersionId");
CREATE INDEX idx_run_logs_file_id ON flow_run ("logsFileId");
CREATE INDEX idx_run_project_id_environment_created_desc ON flow_run ("projectId", environment, created DESC);

CREATE TABLE trigger_event (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "flowId" character varying(21) NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  "projectId" character varying(21) NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  "sourceName" character varying NOT NULL,
  "fileId" character varying NOT NULL REFERENCES file (id) ON DELETE CASCADE
);
CREATE INDEX idx_trigger_event_flow_id ON trigger_event ("flowId");
CREATE UNIQUE INDEX idx_trigger_event_file_id ON trigger_event ("fileId");

CREATE TABLE app_connection (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  "externalId" character varying NOT NULL,
  "pieceName" character varying NOT NULL,
  value jsonb NOT NULL,
  type character varying NOT NULL,
  status character varying DEFAULT 'ACTIVE' NOT NULL,
  "ownerId" character varying REFERENCES "user" (id) ON DELETE SET NULL,
  "projectIds" character varying[] NOT NULL,
  "displayName" character varying NOT NULL,
  "platformId" character varying NOT NULL,
  scope character varying NOT NULL,
  metadata jsonb
);
CREATE INDEX idx_app_connection_platform_id_and_external_id ON app_connection ("platformId", "externalId");

CREATE TABLE "store-entry" (
  id character varying(21) PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  key character varying(128) NOT NULL,
  "projectId" character varying(21) NOT NULL,
  value jsonb,
  UNIQUE ("projectId", key)
);

CREATE TABLE flag (
  id character varying PRIMARY KEY,
  created timestamp with time zone DEFAULT now() NOT NULL,
  updated timestamp with time zone DEFAULT now() NOT NULL,
  value jsonb NOT NULL
);
