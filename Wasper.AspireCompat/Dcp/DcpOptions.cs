using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dcp;

/// <summary>The settings of the engine: the configuration section <c>DcpPublisher</c>, as in Aspire.</summary>
internal sealed record DcpOptions
{
    /// <summary>The <c>dcp</c> binary. Null: it is looked for.</summary>
    public string? CliPath { get; init; }

    /// <summary>The dashboard's binary. Null: it is looked for beside DCP.</summary>
    public string? DashboardPath { get; init; }

    /// <summary><c>docker</c> or <c>podman</c>. Null: DCP takes the one that runs, and <see cref="DcpProcess.GetInfoAsync"/> tells which.</summary>
    public string? ContainerRuntime { get; init; }

    /// <summary>True gives every proxied endpoint a free port in place of its fixed one: several runs at once, as tests need them.</summary>
    public bool RandomizePorts { get; init; }

    /// <summary>The process with which everything ends, however it ends: this one.</summary>
    public int MonitoredPid { get; init; } = Environment.ProcessId;

    /// <summary>How long DCP may take to serve its API. It takes 0.1 s on an idle machine.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <c>dcp info</c> may take; it asks the container runtime, which can hang.</summary>
    public TimeSpan InfoTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long processes may take to end after SIGTERM when everything stops. DCP by itself would give each generation of a process tree 6 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the whole stop may take. What has not ended then, DCP goes on ending after us.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(9);

    public static DcpOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("DcpPublisher");
        return new DcpOptions
        {
            CliPath = NullIfEmpty(section[nameof(CliPath)]),
            DashboardPath = NullIfEmpty(section[nameof(DashboardPath)]),
            ContainerRuntime = NullIfEmpty(section[nameof(ContainerRuntime)])
                ?? NullIfEmpty(configuration["ASPIRE_CONTAINER_RUNTIME"])
                ?? NullIfEmpty(configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]),
            RandomizePorts = ReadFlag(section, nameof(RandomizePorts)),
        };
    }

    private static bool ReadFlag(IConfigurationSection section, string key) => section[key] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new DcpException($"The setting {section.Path}:{key} is '{text}'; it must be 'true' or 'false'."),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
