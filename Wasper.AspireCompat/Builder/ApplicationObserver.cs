using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Watches an application being built, and changes it at each stage: how a test takes hold of an AppHost that builds itself in its Main.</summary>
internal abstract class ApplicationObserver
{
    private static readonly AsyncLocal<ApplicationObserver?> _current = new();

    /// <summary>The observer of applications that are built in this flow of control.</summary>
    public static ApplicationObserver? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Before the builder reads its configuration.</summary>
    public virtual void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings hostSettings)
    {
    }

    /// <summary>The builder is there, without any resource.</summary>
    public virtual void OnCreated(DistributedApplicationBuilder builder)
    {
    }

    /// <summary>The model is complete.</summary>
    public virtual void OnBuilding(DistributedApplicationBuilder builder)
    {
    }

    /// <summary>The application is built, and not started.</summary>
    public virtual void OnBuilt(DistributedApplication application)
    {
    }

    /// <summary>In the place of running: whoever took hold of the application does that. The AppHost goes on when the task is complete.</summary>
    public abstract Task OnRunningAsync(CancellationToken cancellationToken);
}
