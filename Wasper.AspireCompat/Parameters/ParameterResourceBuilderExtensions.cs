using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds parameters: values that come from outside of the model.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is the setting <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        Add(builder, ParameterFactory.FromConfiguration(builder, name, secret));

    /// <summary>Adds a parameter with a fixed value.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="value">The value.</param>
    /// <param name="publishValueAsDefault">Whether the value counts where the application is deployed, too.</param>
    /// <param name="secret">Whether the value must not be seen.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException($"The value of the secret parameter '{name}' cannot be published.", nameof(publishValueAsDefault));
        }

        return Add(builder, new ParameterResource(name, _ => value, secret) { Default = publishValueAsDefault ? new ConstantParameterDefault(value) : null });
    }

    /// <summary>Adds a parameter whose value is the setting <c>Parameters:name</c>, or is made.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="value">Makes the value.</param>
    /// <param name="secret">Whether the value must not be seen.</param>
    /// <param name="persist">Whether, in a run, a value that was made is kept in the user secrets of the AppHost, so that the next run has the same.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false) => Add(builder, ParameterFactory.Generated(builder, name, secret, value, persist));

    private static IResourceBuilder<ParameterResource> Add(IDistributedApplicationBuilder builder, ParameterResource parameter) =>
        builder.AddResource(parameter).WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = KnownResourceTypes.Parameter,
            State = KnownResourceStates.Waiting,
            Properties = [new ResourcePropertySnapshot(CustomResourceKnownProperties.Source, ParameterFactory.Key(parameter.Name))],
        });
}
