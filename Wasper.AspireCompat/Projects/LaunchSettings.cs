namespace Aspire.Hosting;

/// <summary>The launch profiles of a project.</summary>
public sealed class LaunchSettings
{
    /// <summary>The profiles by their names.</summary>
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}

/// <summary>One way to start a project.</summary>
public sealed class LaunchProfile
{
    /// <summary><c>Project</c> for those that start the project itself.</summary>
    public string? CommandName { get; set; }

    /// <summary>The addresses it listens on, separated by semicolons.</summary>
    public string? ApplicationUrl { get; set; }

    /// <summary>Its environment variables.</summary>
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}
