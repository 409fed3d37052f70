using Microsoft.Extensions.Configuration;

namespace Wasper.AppHost.Activepieces;

/// <summary>The variables of Activepieces 0.71.2 that do not come from other resources. Any <c>AP_*</c> variable can be set in <c>Wasper:Activepieces</c>.</summary>
internal static class ActivepiecesEnvironment
{
    public const string Section = "Wasper:Activepieces";

    // The app's own defaults, said aloud because the gateway's limits and timeouts rest on them; telemetry is off unless it is asked for.
    private static readonly Dictionary<string, string> _defaults = new()
    {
        ["AP_CONTAINER_TYPE"] = "WORKER_AND_APP",
        ["AP_ENVIRONMENT"] = "prod",
        ["AP_EXECUTION_MODE"] = "UNSANDBOXED",
        ["AP_WEBHOOK_TIMEOUT_SECONDS"] = "30",
        ["AP_FLOW_TIMEOUT_SECONDS"] = "600",
        ["AP_WORKER_CONCURRENCY"] = "10",
        ["AP_MAX_FILE_SIZE_MB"] = "4",
        ["AP_SANDBOX_MEMORY_LIMIT"] = "1048576",
        ["AP_PIECES_SYNC_MODE"] = "OFFICIAL_AUTO",
        ["AP_TELEMETRY_ENABLED"] = "false",
        ["AP_CLIENT_REAL_IP_HEADER"] = "x-real-ip",
        ["AP_FILE_STORAGE_LOCATION"] = "DB",
        ["AP_DB_TYPE"] = "POSTGRES",
        ["AP_QUEUE_MODE"] = "REDIS",
    };

    /// <summary>The defaults, with what the configuration says instead or besides.</summary>
    public static IReadOnlyDictionary<string, string> Read(IConfiguration configuration)
    {
        var variables = new Dictionary<string, string>(_defaults);
        foreach (var setting in configuration.GetSection(Section).GetChildren())
        {
            if (setting.Value is { } value)
            {
                variables[setting.Key] = value;
            }
        }

        return variables;
    }
}
