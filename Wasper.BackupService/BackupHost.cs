using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Wasper.BackupService.Api;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;
using Wasper.ServiceDefaults;

namespace Wasper.BackupService;

/// <summary>Runs the service until it is told to stop.</summary>
internal static partial class BackupHost
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        if (!BackupOptionsReader.TryRead(builder.Configuration, needsDatabase: true, out var options, out var errors))
        {
            return ExpectedFailure.Report(errors);
        }

        builder.AddServiceDefaults();
        builder.AddBackup(options);
        builder.AddBackupService(options);
        await using var app = builder.Build();
        app.UseExceptionHandler();
        app.MapDefaultEndpoints();
        app.MapBackups();

        // Made now: its gauge tells the last backup's age from the start.
        _ = app.Services.GetRequiredService<BackupMetrics>();
        CleanUp(app.Services.GetRequiredService<BackupFolder>(), app.Logger);
        return await RunAsync(app);
    }

    private static async Task<int> RunAsync(WebApplication app)
    {
        var address = app.Configuration[WebHostDefaults.ServerUrlsKey];
        try
        {
            await app.RunAsync();
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is IOException { InnerException: AddressInUseException } or SocketException or FormatException)
        {
            return ExpectedFailure.Report(
                $"The backup service cannot listen on '{address}' ({exception.GetBaseException().Message.TrimEnd('.')}): "
                + "stop the program that has the address, or give another one in ASPNETCORE_URLS.");
        }
    }

    // The service starts all the same where the folder cannot be used: its health says so, and it is well again when that is mended.
    private static void CleanUp(BackupFolder folder, ILogger logger)
    {
        try
        {
            using var right = folder.TryLock();
            if (right is not null)
            {
                folder.RemoveLeftovers();
            }
        }
        catch (BackupException exception)
        {
            Log.NotCleaned(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Reason}")]
        public static partial void NotCleaned(ILogger logger, string reason);
    }
}
