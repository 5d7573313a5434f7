def run(config):
    with ThreadPoolExecutor(config.concurrency) as pool:
        for page in erp_pages(config.batch):
            pool.submit(compare_and_write, page)


def compare_and_write(page):
    current = table.meta.client.batch_get_item(RequestItems=keys(page))
    changed = diff(page, current)
    write(changed)
