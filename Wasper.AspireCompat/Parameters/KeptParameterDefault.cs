using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is made once and kept in the user secrets; there it is found again even where the configuration does not read them.</summary>
internal sealed class KeptParameterDefault(ParameterDefault maker, UserSecretsFile secrets, string key) : ParameterDefault
{
    public override string GetDefaultValue() => secrets.GetOrAdd(key, maker.GetDefaultValue);

    public override void WriteToManifest(ManifestPublishingContext context) => maker.WriteToManifest(context);
}
