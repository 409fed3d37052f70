using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    private static readonly TimeSpan _healthLimit = TimeSpan.FromSeconds(10);

    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="userName">The superuser; null stands for <c>postgres</c>.</param>
    /// <param name="password">Its password; null makes one and keeps it in the user secrets.</param>
    /// <param name="port">The port of this machine; null leaves the choice to the application.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var server = new PostgresServerResource(
            name,
            userName?.Resource,
            password?.Resource ?? ParameterFactory.Password(builder, $"{name}-password", special: true));
        return builder.AddResource(server)
            .WithImage(PostgresImage.Image, PostgresImage.Tag)
            .WithEndpoint(port, PostgresImage.Port, name: PostgresServerResource.EndpointName)
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithEnvironment("POSTGRES_USER", server.UserNameReference)
            .WithEnvironment("POSTGRES_PASSWORD", server.PasswordParameter)
            .WithPostgresHealthCheck()
            .WithIconName("DatabaseMultiple")
            .OnResourceReady((_, @event, cancellationToken) => PostgresDatabaseCreation.RunAsync(server, @event.Services, cancellationToken));
    }

    /// <summary>Adds a database; it is created as soon as the server is ready, if it is not there.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="databaseName">The database's name on the server; null stands for <paramref name="name"/>.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        return builder.ApplicationBuilder.AddResource(database).WithPostgresHealthCheck().WithIconName("Database");
    }

    /// <summary>Keeps the data in a volume. Choose the image first: the folder depends on its version.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume's name; null stands for one made of the names of the AppHost and the resource.</param>
    /// <param name="isReadOnly">Whether the server may only read it.</param>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? VolumeNames.Generate(builder, "data"), PostgresImage.DataPath(builder.Resource), isReadOnly);

    /// <summary>The port of this machine; null leaves the choice to the application.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.EndpointName, endpoint => endpoint.Port = port);

    private static IResourceBuilder<T> WithPostgresHealthCheck<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithConnectionString
    {
        var key = $"{builder.Resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new PostgresHealthCheck(builder.Resource), failureStatus: null, tags: null, _healthLimit));
        return builder.WithHealthCheck(key);
    }
}
