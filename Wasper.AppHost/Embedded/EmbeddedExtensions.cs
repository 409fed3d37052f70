using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.AppHost.Activepieces;
using Wasper.AppHost.Settings;

namespace Wasper.AppHost.Embedded;

/// <summary>Puts PostgreSQL, Redis and the stand-in app into the model as programs of this machine, under the names their containers would have.</summary>
internal static class EmbeddedExtensions
{
    /// <summary>Adds a PostgreSQL server. Its script and its data are made by <see cref="EmbeddedPreparation"/> before anything starts.</summary>
    public static IResourceBuilder<EmbeddedPostgresResource> AddEmbeddedPostgres(
        this IDistributedApplicationBuilder builder, string name, string userName, IResourceBuilder<ParameterResource> password, StackSettings settings)
    {
        var resource = new EmbeddedPostgresResource(name, EmbeddedPreparation.PostgresScript(settings.DataPath), settings.DataPath, userName, password.Resource);
        return builder.AddResource(resource)
            .WithEndpoint(scheme: "tcp", name: EmbeddedPostgresResource.EndpointName)
            .WithArgs(resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort))
            .WithConnectionHealthCheck(text => new PostgresHealthCheck(text))
            .WithIconName("DatabaseMultiple");
    }

    /// <summary>Adds the database that the data folder was made with.</summary>
    public static IResourceBuilder<EmbeddedDatabaseResource> AddDatabase(this IResourceBuilder<EmbeddedPostgresResource> builder, string name, string databaseName)
    {
        var database = new EmbeddedDatabaseResource(name, databaseName, builder.Resource);
        builder
            .OnBeforeResourceStarted((_, started, _) => SetStateAsync(started.Services, database, KnownResourceStates.Starting))
            .OnResourceReady((_, ready, _) => SetStateAsync(ready.Services, database, KnownResourceStates.Running))
            .OnResourceStopped((_, stopped, _) => SetStateAsync(stopped.Services, database, KnownResourceStates.Exited));
        return builder.ApplicationBuilder.AddResource(database)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "PostgresDatabase", State = KnownResourceStates.Waiting, Properties = [] })
            .WithConnectionHealthCheck(text => new PostgresHealthCheck(text))
            .WithIconName("Database");
    }

    /// <summary>Adds a Redis server with an append-only file.</summary>
    public static IResourceBuilder<EmbeddedRedisResource> AddEmbeddedRedis(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> password, StackSettings settings)
    {
        var resource = new EmbeddedRedisResource(name, EmbeddedPreparation.RedisScript(settings.DataPath), settings.DataPath, password.Resource);
        return builder.AddResource(resource)
            .WithEndpoint(scheme: "tcp", name: EmbeddedRedisResource.EndpointName)
            .WithArgs(resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort))
            .WithConnectionHealthCheck(text => new RedisHealthCheck(text))
            .WithIconName("Memory");
    }

    /// <summary>Adds the small app that stands in for Activepieces.</summary>
    public static IResourceBuilder<IActivepiecesResource> AddActivepiecesStandIn(this IDistributedApplicationBuilder builder, string name)
        => builder.AddResource(new ActivepiecesStandInResource(name, "node", SandboxFolder(builder)))
            .WithArgs("server.mjs")
            .WithHttpEndpoint(env: "PORT")
            .WithEnvironment("HOST", "localhost")
            .WithOtlpExporter()
            .WithActivepiecesDefaults();

    /// <summary>Where the stand-in app's source is.</summary>
    public static string SandboxFolder(IDistributedApplicationBuilder builder) => Path.GetFullPath(Path.Combine("..", "Wasper.Sandbox"), builder.AppHostDirectory);

    // Only the children of containers follow their parent by themselves.
    private static Task SetStateAsync(IServiceProvider services, EmbeddedDatabaseResource database, string state)
        => services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(database, snapshot => snapshot with
        {
            State = state,
            StartTimeStamp = state == KnownResourceStates.Running ? TimeProvider.System.GetUtcNow().UtcDateTime : snapshot.StartTimeStamp,
        });

    private static IResourceBuilder<T> WithConnectionHealthCheck<T>(this IResourceBuilder<T> builder, Func<string, IHealthCheck> create)
        where T : IResourceWithConnectionString
    {
        var key = $"{builder.Resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new ConnectionHealthCheck(builder.Resource, create), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }
}
