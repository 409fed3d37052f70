using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The value of a parameter that has none in the configuration.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value; called at most once for a parameter.</summary>
    public abstract string GetDefaultValue();

    /// <summary>Writes how the value is made.</summary>
    public abstract void WriteToManifest(ManifestPublishingContext context);
}
