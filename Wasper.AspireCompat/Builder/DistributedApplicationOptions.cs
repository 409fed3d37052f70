namespace Aspire.Hosting;

/// <summary>How a <see cref="DistributedApplicationBuilder"/> starts.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly, if it is not the one that the process started with.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder of the AppHost's project, if the assembly does not say it.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>Whether to do without a dashboard.</summary>
    public bool DisableDashboard { get; set; }
}
