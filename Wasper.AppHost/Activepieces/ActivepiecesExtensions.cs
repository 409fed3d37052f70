using Wasper.AppHost.Settings;

namespace Wasper.AppHost.Activepieces;

/// <summary>Puts Activepieces into the model and connects it.</summary>
internal static class ActivepiecesExtensions
{
    private const int ContainerPort = 80;
    private const string CacheFolder = "/usr/src/app/cache";

    /// <summary>Adds the published image.</summary>
    public static IResourceBuilder<IActivepiecesResource> AddActivepieces(
        this IDistributedApplicationBuilder builder, string name, ImageReference image, string cacheVolume)
        => builder.AddResource(new ActivepiecesResource(name))
            .WithImage(image)
            .WithHttpEndpoint(targetPort: ContainerPort)
            .WithVolume(cacheVolume, CacheFolder)

            // The image's first process is a shell, which keeps SIGTERM to itself: with an init the app ends in 0.3 s instead of being killed.
            .WithContainerRuntimeArgs("--init")
            .WithActivepiecesDefaults();

    /// <summary>What the image and the stand-in have in common: their variables and their health check.</summary>
    public static IResourceBuilder<T> WithActivepiecesDefaults<T>(this IResourceBuilder<T> builder) where T : IActivepiecesResource
    {
        foreach (var (name, value) in ActivepiecesEnvironment.Read(builder.ApplicationBuilder.Configuration))
        {
            builder.WithEnvironment(name, value);
        }

        return builder.WithHttpHealthCheck("/api/v1/health").WithIconName("Flow");
    }

    /// <summary>The database that holds everything, which has to be ready first.</summary>
    public static IResourceBuilder<IActivepiecesResource> WithDatabase(
        this IResourceBuilder<IActivepiecesResource> builder, IResourceBuilder<IResourceWithConnectionString> database)
        => builder
            .WithEnvironment("AP_POSTGRES_HOST", database.Resource.GetConnectionProperty("Host"))
            .WithEnvironment("AP_POSTGRES_PORT", database.Resource.GetConnectionProperty("Port"))
            .WithEnvironment("AP_POSTGRES_DATABASE", database.Resource.GetConnectionProperty("DatabaseName"))
            .WithEnvironment("AP_POSTGRES_USERNAME", database.Resource.GetConnectionProperty("Username"))
            .WithEnvironment("AP_POSTGRES_PASSWORD", database.Resource.GetConnectionProperty("Password"))
            .WithReferenceRelationship(database)
            .WaitFor(database);

    /// <summary>The Redis that holds the queues, which has to be ready first: without it the app hangs.</summary>
    public static IResourceBuilder<IActivepiecesResource> WithQueue(
        this IResourceBuilder<IActivepiecesResource> builder, IResourceBuilder<IResourceWithConnectionString> redis)
        => builder
            .WithEnvironment("AP_REDIS_HOST", redis.Resource.GetConnectionProperty("Host"))
            .WithEnvironment("AP_REDIS_PORT", redis.Resource.GetConnectionProperty("Port"))
            .WithEnvironment("AP_REDIS_PASSWORD", redis.Resource.GetConnectionProperty("Password"))
            .WithReferenceRelationship(redis)
            .WaitFor(redis);

    /// <summary>The key that stored connections are encrypted with, and the one that sessions are signed with. They must never change over existing data.</summary>
    public static IResourceBuilder<IActivepiecesResource> WithSecrets(
        this IResourceBuilder<IActivepiecesResource> builder, IResourceBuilder<ParameterResource> encryptionKey, IResourceBuilder<ParameterResource> jwtSecret)
        => builder
            .WithEnvironment("AP_ENCRYPTION_KEY", encryptionKey)
            .WithEnvironment("AP_JWT_SECRET", jwtSecret);

    /// <summary>The address that browsers and senders of webhooks use, which is the gateway's.</summary>
    public static IResourceBuilder<IActivepiecesResource> WithFrontend(this IResourceBuilder<IActivepiecesResource> builder, EndpointReference address)
        => builder.WithEnvironment("AP_FRONTEND_URL", address);
}
