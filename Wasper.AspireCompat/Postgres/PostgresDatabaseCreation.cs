using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Creates the databases of a server that are not there yet.</summary>
internal static partial class PostgresDatabaseCreation
{
    public static async Task RunAsync(PostgresServerResource server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var loggers = services.GetRequiredService<ResourceLoggerService>();
        var databases = services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<PostgresDatabaseResource>().Where(database => database.Parent == server).ToList();
        if (databases.Count == 0)
        {
            return;
        }

        try
        {
            await using var connection = await PostgresConnection.OpenAsync(server, cancellationToken);
            foreach (var database in databases)
            {
                await CreateAsync(connection, database, loggers.GetLogger(database), cancellationToken);
            }
        }
        catch (NpgsqlException exception)
        {
            // The database's own health check keeps saying that it is missing; here is why.
            loggers.GetLogger(server).CreationFailed(exception.Message);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, PostgresDatabaseResource database, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            // Asked first, because a vain attempt would be an error in the server's log on every start.
            await using var question = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
            if (await question.ExecuteScalarAsync(cancellationToken) is not null)
            {
                return;
            }

            await using var creation = new NpgsqlCommand($"CREATE DATABASE {Quote(database.DatabaseName)}", connection);
            await creation.ExecuteNonQueryAsync(cancellationToken);
            logger.Created(database.DatabaseName);
        }
        catch (PostgresException exception)
        {
            logger.CreationFailed(exception.MessageText);
        }
    }

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [LoggerMessage(LogLevel.Information, "The database '{Database}' was created.")]
    private static partial void Created(this ILogger logger, string database);

    [LoggerMessage(LogLevel.Error, "The database could not be created: {Reason}")]
    private static partial void CreationFailed(this ILogger logger, string reason);
}
