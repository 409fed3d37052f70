using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>The switches of the AppHost's command line and the settings they stand for. Aspire's own command line tool uses the same.</summary>
internal static class CommandLine
{
    public const string OperationKey = "AppHost:Operation";

    private static readonly Dictionary<string, string> _switches = new()
    {
        ["--operation"] = OperationKey,
        ["--step"] = "Pipeline:Step",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--log-level"] = "Pipeline:LogLevel",
        ["--clear-cache"] = "Pipeline:ClearCache",
        ["--dcp-cli-path"] = "DcpPublisher:CliPath",
        ["--dcp-container-runtime"] = "DcpPublisher:ContainerRuntime",
        ["--dcp-dashboard-path"] = "DcpPublisher:DashboardPath",
    };

    public static void AddTo(ConfigurationManager configuration, string[]? args)
    {
        if (args is { Length: > 0 })
        {
            configuration.AddCommandLine(args, _switches);
        }
    }

    /// <exception cref="DistributedApplicationException">There is no such operation.</exception>
    public static DistributedApplicationOperation ReadOperation(IConfiguration configuration) => configuration[OperationKey]?.ToLowerInvariant() switch
    {
        null or "" or "run" => DistributedApplicationOperation.Run,
        "publish" => DistributedApplicationOperation.Publish,
        var other => throw new DistributedApplicationException($"The operation '{other}' is unknown; start with --operation run or --operation publish."),
    };
}
