using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds Redis.</summary>
public static class RedisBuilderExtensions
{
    private const string Image = "redis";
    private const string Tag = "8.6";
    private const int TargetPort = 6379;
    private const string DataPath = "/data";

    private static readonly TimeSpan _saveInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _healthLimit = TimeSpan.FromSeconds(10);

    /// <summary>Adds a Redis server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="port">The port of this machine; null leaves the choice to the application.</param>
    /// <param name="password">The password of the default user; null makes one and keeps it in the user secrets. It cannot contain <c>"</c> and <c>\</c>.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? password = null)
    {
        var redis = new RedisResource(name, password?.Resource ?? ParameterFactory.Password(builder, $"{name}-password", special: false));
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new RedisHealthCheck(redis), failureStatus: null, tags: null, _healthLimit));
        return builder.AddResource(redis)
            .WithImage(Image, Tag)
            .WithEndpoint(port, TargetPort, scheme: "redis", name: RedisResource.EndpointName)
            .WithEntrypoint(RedisCommand.Shell)
            .WithEnvironment(RedisCommand.PasswordVariable, redis.PasswordParameter)
            .WithArgs(context =>
            {
                context.Args.Add(RedisCommand.ShellOption);
                context.Args.Add(RedisCommand.Create(redis));
            })
            .WithHealthCheck(key)
            .WithIconName("Database");
    }

    /// <summary>Keeps the data in a volume and, unless it is read-only, writes a snapshot every minute in which something was changed.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume's name; null stands for one made of the names of the AppHost and the resource.</param>
    /// <param name="isReadOnly">Whether the server may only read it.</param>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.WithVolume(name ?? VolumeNames.Generate(builder, "data"), DataPath, isReadOnly);
        return isReadOnly || builder.Resource.HasAnnotationOfType<RedisPersistenceAnnotation>() ? builder : builder.WithPersistence();
    }

    /// <summary>Writes a snapshot of the data now and then.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="interval">How often; null stands for 60 s.</param>
    /// <param name="keysChangedThreshold">How many keys must have been changed.</param>
    public static IResourceBuilder<RedisResource> WithPersistence(this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) =>
        builder.WithAnnotation(new RedisPersistenceAnnotation(interval ?? _saveInterval, keysChangedThreshold), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>The port of this machine; null leaves the choice to the application.</summary>
    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.EndpointName, endpoint => endpoint.Port = port);
}
