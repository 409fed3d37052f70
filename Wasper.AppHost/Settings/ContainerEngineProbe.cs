using System.ComponentModel;
using Microsoft.Extensions.Configuration;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Settings;

/// <summary>Looks for a container engine that answers.</summary>
/// <param name="Engine">Its name and version, or null.</param>
/// <param name="Reason">Why there is none; empty where there is one.</param>
internal sealed record ContainerEngineProbe(string? Engine, string Reason)
{
    // A Docker Desktop that is about to start answers late, a broken one never.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    private static readonly string[] _engines = ["docker", "podman"];
    private static readonly string[] _keys = ["DcpPublisher:ContainerRuntime", "ASPIRE_CONTAINER_RUNTIME", "DOTNET_ASPIRE_CONTAINER_RUNTIME"];

    /// <param name="configuration">Names the only engine to look for, with Aspire's own keys; otherwise it is Docker, then Podman.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ContainerEngineProbe> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var named = _keys.Select(key => configuration[key]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        var reasons = new List<string>();
        foreach (var engine in named is null ? _engines : [named])
        {
            try
            {
                // Both clients know this form, and fail when their server does not answer.
                var result = await new ToolProcess(engine, "version", "--format", "{{.Server.Version}}") { Limit = _limit }.RunAsync(cancellationToken);
                if (result.ExitCode == 0 && result.Output.Trim() is { Length: > 0 } version)
                {
                    return new ContainerEngineProbe($"{engine} {version}", "");
                }

                reasons.Add($"{engine} has no engine that answers");
            }
            catch (BinaryCacheException exception)
            {
                reasons.Add(exception.InnerException is Win32Exception ? $"{engine} is not installed" : $"{engine} did not answer within {_limit.TotalSeconds:0} s");
            }
        }

        return new ContainerEngineProbe(null, string.Join(" and ", reasons));
    }
}
