using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Jobs.Pools;

/// <summary>Lets a pool be captured by its own jobs, and be their argument.</summary>
internal sealed class NestedPoolConverter : JsonConverter<IProcessPool>
{
    public override IProcessPool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        PoolMark.Read(ref reader);
        return NestedPool.Instance;
    }

    public override void Write(Utf8JsonWriter writer, IProcessPool value, JsonSerializerOptions options) => PoolMark.Write(writer);
}
