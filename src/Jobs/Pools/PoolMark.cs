using System.Text.Json;
using Troupe.Links.Jobs;

namespace Troupe.Jobs.Pools;

/// <summary>How a pool travels that is captured by a job of its own: as a marker, which is read as the pool that runs the job.</summary>
internal static class PoolMark
{
    private const string Mark = "pool";

    public static void Write(Utf8JsonWriter writer) => writer.WriteStringValue(Mark);

    /// <exception cref="JsonException">It is none, or there is no job.</exception>
    public static void Read(ref Utf8JsonReader reader)
    {
        if (reader.GetString() != Mark)
            throw new JsonException("A pool travels only into its own jobs.");
        if (JobScope.Current is null)
            throw new JsonException("A pool cannot be part of a result.");
    }
}
