using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Connections of the AppHost itself, for a question or two.</summary>
internal static class PostgresConnection
{
    // Every server has it; the database of the user's own name, which Npgsql would take, need not exist.
    private const string MaintenanceDatabase = "postgres";
    private const int TimeoutSeconds = 5;

    /// <exception cref="NpgsqlException">The server does not answer, or lets nobody in.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await resource.GetConnectionStringAsync(cancellationToken))
        {
            // A pooled connection would say nothing about whether a new one is let in, and hold one of the server's few places.
            Pooling = false,
            Timeout = TimeoutSeconds,
            CommandTimeout = TimeoutSeconds,
        };
        settings.Database ??= MaintenanceDatabase;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
