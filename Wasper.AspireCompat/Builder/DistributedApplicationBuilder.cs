using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder" />
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly DistributedApplicationExecutionContextOptions _contextOptions;
    private readonly HostApplicationBuilder _host;
    private readonly AppHostProject _project;
    private bool _isBuilt;

    /// <summary>A builder for this command line.</summary>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>A builder with these options.</summary>
    /// <exception cref="DistributedApplicationException">The configuration cannot be read, or asks for an operation that does not exist.</exception>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new HostApplicationBuilderSettings { Args = options.Args, Configuration = new ConfigurationManager() };

        // The model is made once of what the files say. Watching them would take inotify instances, of which a user has only 128.
        settings.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("hostBuilder:reloadConfigOnChange", bool.FalseString)]);
        ApplicationObserver.Current?.OnCreating(options, settings);
        _project = new AppHostProject(options);
        settings.ApplicationName ??= _project.Name;
        settings.ContentRootPath ??= _project.Directory;
        _host = CreateHost(settings);
        CommandLine.AddTo(Configuration, options.Args);
        Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AppHost:Directory"] = _project.Directory,
            ["AppHost:Path"] = _project.FullName,
            [AppHostProject.HashKey] = _project.Hash,
        });
        _contextOptions = new DistributedApplicationExecutionContextOptions(CommandLine.ReadOperation(Configuration));
        ExecutionContext = new DistributedApplicationExecutionContext(_contextOptions);
        AddServices(options);
        ApplicationObserver.Current?.OnCreated(this);
    }

    /// <inheritdoc />
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc />
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc />
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc />
    public string AppHostDirectory => _project.Directory;

    /// <inheritdoc />
    public Assembly? AppHostAssembly => _project.Assembly;

    /// <inheritdoc />
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc />
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc />
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc />
    public IDistributedApplicationPipeline Pipeline { get; } = new DistributedApplicationPipeline();

    /// <inheritdoc />
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc />
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    /// <inheritdoc />
    public DistributedApplication Build()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("This builder has built its application; make another builder for another application.");
        }

        _isBuilt = true;
        ApplicationObserver.Current?.OnBuilding(this);
        var application = new DistributedApplication(_host.Build());
        _contextOptions.Services = application.Services;
        ApplicationObserver.Current?.OnBuilt(application);
        return application;
    }

    private static HostApplicationBuilder CreateHost(HostApplicationBuilderSettings settings)
    {
        try
        {
            return new HostApplicationBuilder(settings);
        }
        catch (InvalidDataException exception)
        {
            // Its message names the file, its cause the line.
            throw new DistributedApplicationException($"The configuration cannot be read: {exception.Message} {exception.GetBaseException().Message} Mend the file.", exception);
        }
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        Services.AddSingleton(options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(Pipeline);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.TryAddEventingSubscriber<ParameterInitializer>();
        Services.AddHealthChecks();

        // A run has its own words for starting and stopping.
        Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        Services.AddOrchestration();
        Services.AddPipelines();
        if (ExecutionContext.IsRunMode && !options.DisableDashboard)
        {
            Services.AddDashboard();
        }
    }
}
