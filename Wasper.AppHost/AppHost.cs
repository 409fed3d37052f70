using Wasper.AppHost.Activepieces;
using Wasper.AppHost.Commands;
using Wasper.AppHost.Embedded;
using Wasper.AppHost.Gateway;
using Wasper.AppHost.Running;
using Wasper.AppHost.Settings;

var builder = DistributedApplication.CreateBuilder(args);
if (await StackSettings.ReadAsync(builder) is not { } settings)
{
    return ExitCode.Failure;
}

// Secrets: made once and kept in the user secrets, because the data can't be read without them.
var postgresPassword = builder.AddSecret("postgres-password");
var redisPassword = builder.AddSecret("redis-password");
var encryptionKey = builder.AddSecret("encryption-key");
var jwtSecret = builder.AddSecret("jwt-secret");

//            ┌─────────┐      ┌────────┐      ┌──────────┐
//  browser ──│ gateway │──────│ wasper │──┬───│ postgres │── backup
//  webhook   └─────────┘      └────────┘  │   └──────────┘
//                                         └── redis
IResourceBuilder<IResourceWithConnectionString> database = settings.IsEmbedded
    ? builder.AddEmbeddedPostgres("postgres", "wasper", postgresPassword, settings)
        .AddDatabase("wasperdb", "wasper")
    : builder.AddPostgres("postgres", builder.AddParameter("postgres-user", "wasper"), postgresPassword)
        .WithImage(settings.PostgresImage)
        .WithVolume($"{settings.VolumePrefix}-postgres", "/var/lib/postgresql/data") // version 14's, whatever the image is called
        .WithLifetime(settings.DataLifetime)
        .AddDatabase("wasperdb", "wasper");

IResourceBuilder<IResourceWithConnectionString> redis = settings.IsEmbedded
    ? builder.AddEmbeddedRedis("redis", redisPassword, settings)
    : builder.AddRedis("redis", password: redisPassword)
        .WithImage(settings.RedisImage)
        .WithDataVolume($"{settings.VolumePrefix}-redis")
        .WithAppendOnlyFile()
        .WithoutHttpsCertificate() // the app speaks plain Redis inside the network, even where a developer certificate is trusted
        .WithLifetime(settings.DataLifetime);

var wasper = settings.IsEmbedded
    ? builder.AddActivepiecesStandIn("wasper")
    : builder.AddActivepieces("wasper", settings.ActivepiecesImage, cacheVolume: $"{settings.VolumePrefix}-cache");

var gateway = builder.AddProject("gateway", "../Wasper.Gateway/Wasper.Gateway.csproj", launchProfileName: null)
    .WithSection("Gateway")
    .WithHttpEndpoint(port: settings.HttpPort, env: "Gateway__HttpPort")
    .WithHttpsEndpoint(port: settings.HttpsPort, env: "Gateway__HttpsPort")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health", endpointName: "http");

var backup = builder.AddProject("backup", "../Wasper.BackupService/Wasper.BackupService.csproj", launchProfileName: null)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

wasper
    .WithDatabase(database)
    .WithQueue(redis)
    .WithSecrets(encryptionKey, jwtSecret)
    .WithFrontend(gateway.GetEndpoint("https", KnownNetworkIdentifiers.LocalhostNetwork))
    .WithOpenCommand(gateway.GetEndpoint("https", KnownNetworkIdentifiers.LocalhostNetwork));

gateway
    .WithEnvironment("Gateway__Upstream", wasper.GetEndpoint("http"))
    .WithEnvironment("Gateway__PublicHttpsPort", gateway.GetEndpoint("https").Property(EndpointProperty.Port))
    .WithEnvironment("Gateway__CertificateDirectory", settings.CertificateDirectory)
    .WithLocalDefaults(settings)
    .WithReferenceRelationship(wasper)
    .WaitFor(wasper)
    .WithUrlForEndpoint("https", url => url.DisplayText = "Wasper")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Health and redirect");

backup
    .WithReference(database)
    .WithEnvironment("Backup__Directory", settings.BackupDirectory)
    .WithPostgresTools()
    .WaitFor(database)
    .WithBackUpCommand()
    .WithUrlForEndpoint("http", url => (url.DisplayText, url.Url) = ("Backups", "/backups"));

builder.CheckBeforeStart(settings, [postgresPassword, redisPassword, encryptionKey, jwtSecret]);
return await builder.Build().RunStackAsync();
