namespace Aspire.Hosting;

/// <summary>How a project is added.</summary>
public class ProjectResourceOptions
{
    /// <summary>The launch profile; null stands for the first that starts the project itself.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Whether to do without a launch profile.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
