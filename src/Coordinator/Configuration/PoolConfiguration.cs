using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Troupe.Configuration;

/// <summary>
/// Reads the options of a pool from the section <c>troupe.pool</c>. All types of Akka are in this folder's classes, so that it is
/// loaded by the first call of one of these methods, and never by a program that reads no HOCON.
/// </summary>
internal static class PoolConfiguration
{
    private const string Root = "troupe";
    private const string Pool = "pool";

    public static ProcessPoolOptions Load(string path)
    {
        var file = HoconFile.Read(path, Root);
        var pool = PoolOf(file.Root.Value, file.Places);
        if (pool is not null)
            return Read(pool);
        const string Missing = $"{Root}.{Pool}";
        throw new HoconLocation(path, null).Wrong($"There is no section {Missing}, which has the settings of a pool.", Missing);
    }

    public static ProcessPoolOptions Of(Config config)
    {
        var pool = config.IsEmpty ? null : PoolOf(config.Root, HoconLocations.None);
        return pool is null ? new ProcessPoolOptions() : Read(pool);
    }

    private static HoconEntry? PoolOf(HoconValue root, HoconLocations places)
    {
        HoconEntry? pool = null;
        if (root.GetChildObject(Root) is not { } troupe)
            return pool;
        foreach (var (name, entry) in new HoconEntry(troupe, Root, places).Members())
            pool = name == Pool ? entry : throw entry.Unknown(name, [Pool]);
        return pool;
    }

    private static ProcessPoolOptions Read(HoconEntry section)
    {
        var options = new ProcessPoolOptions();
        PoolKeys.Apply(PoolKeys.All, options, section);
        if (options.FirstOutOfRange() is not { } wrong)
            return options;
        var name = PoolKey.NameOf(wrong.Option);
        // A default that does not fit this machine is not the file's; the start of the pool tells.
        var entry = section.Members().FirstOrDefault(member => member.Key == name).Value;
        return entry is null ? options : throw entry.Wrong($"it must be {wrong.Range}");
    }
}
