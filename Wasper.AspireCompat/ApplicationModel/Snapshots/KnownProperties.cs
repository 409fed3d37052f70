namespace Aspire.Hosting.ApplicationModel;

/// <summary>The properties that any resource may have.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>What it runs, in short: the image, the project, the command.</summary>
    public static string Source { get; } = "resource.source";

    /// <summary>Its connection string.</summary>
    public static string ConnectionString { get; } = "resource.connectionString";
}

/// <summary>The kinds of resources that the dashboard knows.</summary>
internal static class KnownResourceTypes
{
    public const string Container = "Container";
    public const string Executable = "Executable";
    public const string Project = "Project";
    public const string Parameter = "Parameter";
}

/// <summary>The properties that the dashboard gives a place of their own.</summary>
internal static class KnownProperties
{
    public static class Resource
    {
        public const string ParentName = "resource.parentName";
        public const string AppArgs = "resource.appArgs";
        public const string AppArgsSensitivity = "resource.appArgsSensitivity";
    }

    public static class Container
    {
        public const string Id = "container.id";
        public const string Image = "container.image";
        public const string Ports = "container.ports";
        public const string Command = "container.command";
        public const string Args = "container.args";
        public const string Lifetime = "container.lifetime";
    }

    public static class Executable
    {
        public const string Path = "executable.path";
        public const string WorkDir = "executable.workDir";
        public const string Args = "executable.args";
        public const string Pid = "executable.pid";
    }

    public static class Project
    {
        public const string Path = "project.path";
        public const string LaunchProfile = "project.launchProfile";
    }

    public static class Parameter
    {
        public const string Value = "Value";
    }
}
