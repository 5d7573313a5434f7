fun size(page: Page) = if (page.landscape) Size(480, 300) else Size(300, 480)
