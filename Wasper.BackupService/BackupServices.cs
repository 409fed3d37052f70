using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Encryption;
using Wasper.BackupService.Health;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Restore;
using Wasper.BackupService.Retention;
using Wasper.BackupService.Schedule;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService;

/// <summary>Puts the program's parts together: those that do the work, and those around it that make it a service.</summary>
internal static class BackupServices
{
    private const string ApplicationName = "wasper-backup";

    /// <summary>An orchestrator kills what has not ended after 10 s; this leaves a little of it.</summary>
    private static readonly TimeSpan _shutdownTimeout = TimeSpan.FromSeconds(8);

    // A published report may be old by one period; whoever polls /health gets a fresh one.
    private static readonly TimeSpan _healthPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _healthDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _healthTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What both the service and the commands need.</summary>
    public static void AddBackup(this IHostApplicationBuilder builder, BackupOptions options)
    {
        // The library writes a line for each statement, and its errors reach us as exceptions.
        builder.Logging.AddFilter("Npgsql", LogLevel.None);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<BackupFolder>();
        builder.Services.AddSingleton<BackupMetrics>();
        builder.Services.AddSingleton<PostgresTools>();
        builder.Services.AddSingleton<KeyFolder>();
        builder.Services.AddSingleton<SealedDump>();
        builder.Services.AddSingleton<BackupCatalog>();
        builder.Services.AddSingleton<BackupVerifier>();
        builder.Services.AddSingleton<Pruner>();
        if (options.Connection is { } connection)
        {
            connection.ApplicationName ??= ApplicationName;
            builder.Services.AddNpgsqlDataSource(connection.ConnectionString);
            builder.Services.AddSingleton<BackupRun>();
            builder.Services.AddSingleton<BackupRunner>();
            builder.Services.AddSingleton<RestoreServer>();
            builder.Services.AddSingleton<RunQueue>();
            builder.Services.AddSingleton<RestoreRun>();
        }
    }

    /// <summary>What the service needs besides.</summary>
    public static void AddBackupService(this WebApplicationBuilder builder, BackupOptions options)
    {
        // Every request would otherwise write lines of its own, and every failed probe one more. HealthChangeLog and BackupHost say what matters.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        // A line for each batch of telemetry that is sent.
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BackupJson.Default));
        builder.Services.AddSingleton<DatabaseHealthCheck>();
        var health = builder.Services.AddHealthChecks()
            .AddCheck<ToolsHealthCheck>("tools", timeout: _healthTimeout)
            .AddCheck<FolderHealthCheck>("folder", timeout: _healthTimeout)
            .AddCheck<DatabaseHealthCheck>("database", timeout: _healthTimeout);
        if (options.Schedule is { } schedule)
        {
            builder.Services.AddSingleton(schedule);
            builder.Services.AddSingleton<IScheduledBackup, ScheduledBackup>();
            builder.Services.AddSingleton<ScheduleHealthCheck>();
            builder.Services.AddHostedService<ScheduledBackups>();
            health.AddCheck<ScheduleHealthCheck>("schedule", timeout: _healthTimeout);
        }

        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = _healthDelay;
            publisher.Period = _healthPeriod;
        });
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthChangeLog>();
    }
}
