using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project with its first launch profile, if it has one.</summary>
    /// <inheritdoc cref="AddProject(IDistributedApplicationBuilder, string, string, Action{ProjectResourceOptions})" />
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, projectPath, _ => { });

    /// <summary>Adds a project with this launch profile; null does without one.</summary>
    /// <inheritdoc cref="AddProject(IDistributedApplicationBuilder, string, string, Action{ProjectResourceOptions})" />
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        builder.AddProject(name, projectPath, options => (options.LaunchProfileName, options.ExcludeLaunchProfile) = (launchProfileName, launchProfileName is null));

    /// <summary>Adds a project: the addresses and variables of its launch profile, and its telemetry to the dashboard.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="projectPath">The project file; a relative path starts at the AppHost's folder.</param>
    /// <param name="configure">Picks the launch profile.</param>
    /// <exception cref="DistributedApplicationException">There is no such project or launch profile.</exception>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        Action<ProjectResourceOptions> configure)
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var path = Path.GetFullPath(projectPath, builder.AppHostDirectory);
        if (!File.Exists(path))
        {
            throw new DistributedApplicationException($"The project '{name}' has no file '{path}'; give the path of its project file, relative to '{builder.AppHostDirectory}'.");
        }

        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectMetadata(path)).WithProjectTelemetry();
        if (!options.ExcludeLaunchProfile
            && LaunchSettingsFile.FindProfile(name, project.Resource.GetProjectMetadata(), options.LaunchProfileName) is var (profileName, profile))
        {
            project.WithLaunchProfile(profileName, profile);
        }

        return project.WithServerAddresses();
    }

    private static IResourceBuilder<ProjectResource> WithProjectTelemetry(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithOtlpExporter().WithEnvironment(context =>
        {
            context.EnvironmentVariables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
            if (context.ExecutionContext.IsRunMode)
            {
                // On the developer's own machine the whole address helps, and nobody else sees it.
                context.EnvironmentVariables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
                context.EnvironmentVariables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
            }
        });

    private static void WithLaunchProfile(this IResourceBuilder<ProjectResource> builder, string name, LaunchProfile profile)
    {
        var isRun = builder.ApplicationBuilder.ExecutionContext.IsRunMode;
        builder.WithAnnotation(new LaunchProfileAnnotation(name));
        foreach (var url in (profile.ApplicationUrl ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new DistributedApplicationException($"The launch profile '{name}' of '{builder.Resource.Name}' has the address '{url}'; it must be one like http://localhost:5000.");
            }

            // The ports of a developer's machine mean nothing where the project is deployed.
            builder.WithEndpoint(FreeName(builder.Resource, uri.Scheme), endpoint =>
            {
                (endpoint.UriScheme, endpoint.Transport) = (uri.Scheme, "http");
                if (isRun)
                {
                    (endpoint.Port, endpoint.TargetHost) = (uri.Port, uri.Host);
                }
            });
        }

        if (isRun)
        {
            builder.WithEnvironment("DOTNET_LAUNCH_PROFILE", name);
            foreach (var (key, value) in profile.EnvironmentVariables)
            {
                builder.WithEnvironment(key, Environment.ExpandEnvironmentVariables(value));
            }
        }
    }

    /// <summary>The scheme, and a number for all but the first endpoint of it.</summary>
    private static string FreeName(ProjectResource resource, string scheme)
    {
        var count = resource.Annotations.OfType<EndpointAnnotation>().Count(endpoint => endpoint.UriScheme == scheme);
        return count == 0 ? scheme : $"{scheme}{count + 1}";
    }
}
