using Microsoft.Extensions.Logging;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

internal static partial class PostgresToolsExtensions
{
    /// <summary>
    /// Tells the backup service where <c>pg_dump</c> and <c>pg_restore</c> are: installed ones, or those of the cache. Where there are none the stack
    /// runs all the same, and the service's health says what to install.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPostgresTools(this IResourceBuilder<ProjectResource> builder)
        => builder.WithEnvironment(async context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                return;
            }

            try
            {
                var tools = await BinaryStore.Open(new ConsoleFetchProgress()).GetPostgresClientAsync(context.CancellationToken);
                context.EnvironmentVariables["Backup__PostgresTools"] = tools.BinFolder;
            }
            catch (BinaryCacheException exception)
            {
                context.Logger.NoPostgresTools(exception.Message);
            }
        });

    [LoggerMessage(LogLevel.Warning, "No backups until then: {Reason}")]
    private static partial void NoPostgresTools(this ILogger logger, string reason);
}
